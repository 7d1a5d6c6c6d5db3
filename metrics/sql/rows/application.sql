-- What is known of one application, and which loans did it become?
-- Grain: one row, or none.
select
    a.*,
    (
        select list(l.loan_id order by l.loan_id)
        from loan_facts as l
        where l.application_id = a.application_id
    ) as loan_ids,
    (
        select max(s.campaign_name)
        from campaign_spend as s
        where s.campaign_id = a.campaign_id
    ) as campaign_name
from application_times() as a
where a.application_id = $application_id
